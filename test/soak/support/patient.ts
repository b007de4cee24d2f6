import { patiently } from "../../support/patience.ts";

/* Loaded before the program: a visitor who gives up because the machine is busy is no fault of the queue. */
patiently();
