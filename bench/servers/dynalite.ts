import dynalite from "dynalite";
import { serveInChild } from "./in-child.ts";

serveInChild(dynalite({ createTableMs: 0 }));
