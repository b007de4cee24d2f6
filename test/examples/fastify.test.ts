import { exampleServer, keepsItsWord } from "./support/server.ts";

keepsItsWord(exampleServer("fastify"));
