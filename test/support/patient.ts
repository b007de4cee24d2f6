import { patiently } from "./patience.ts";

/* Loaded before a program: time limits that a busy machine runs into are not what its test is about. */
patiently();
