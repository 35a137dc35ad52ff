/** What a program of Torso begins with: the client, and the operations of the contract with their types. */

export * from "./client.js";
export * from "./generated/graphql.js";
