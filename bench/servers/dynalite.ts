import { dynamoDbServer } from "../../local/dynamodb-engine.ts";
import { serveInChild } from "./in-child.ts";

serveInChild(dynamoDbServer());
