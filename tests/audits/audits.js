// The audits of graphql-http against a running server: `node audits.js http://127.0.0.1:8000/graphql`.
// Prints a JSON array of {name, status, reason}; what is good and what is not decides tests/audits.rs.
import { serverAudits } from "graphql-http";

const found = [];
for (const audit of serverAudits({ url: process.argv[2], fetchFn: fetch })) {
  const { status, reason = "" } = await audit.fn();
  found.push({ name: audit.name, status, reason });
}
console.log(JSON.stringify(found));
