// Checks the MCP server of the portals with the official TypeScript client: check.mjs PROGRAM BASE_URL.
import assert from "node:assert";
import { spawn } from "node:child_process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const [command, base] = process.argv.slice(2);
const env = { ...process.env, CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: "sesame-token-123" };

async function check(transport) {
  const client = new Client({ name: "check", version: "1" }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async () => ({ action: "accept", content: {} }));
  await client.connect(transport);
  const { tools } = await client.listTools();
  assert.equal(tools.length, 13);
  const body = { id: "ts", name: "TypeScript", hostname: "ts.example.com" };
  const call = (name, args) => client.callTool({ name, arguments: { account_id: "a", ...args } });
  assert.equal((await call("portals_create", { body })).structuredContent.name, "TypeScript");
  assert.ok((await call("portals_list", {})).structuredContent.items.some((item) => item.id === "ts"));
  const many = await call("portals_list", { account_id: "many", max_items: 5 });
  const more = await client.callTool({ name: "read_more", arguments: { cursor: many.structuredContent.cursor, max_items: 5 } });
  assert.equal(JSON.parse(more.content[0].text).items[0].id, "p5");
  const wrong = await call("portals_read", {});
  assert.ok(wrong.isError && wrong.content[0].text.includes("has no `id`"));
  assert.ok((await call("portals_read", { id: "long" })).structuredContent.cursor);
  assert.ok(!(await call("portals_delete", { id: "ts" })).isError);
  await client.close();
}

await check(new StdioClientTransport({ command, args: ["mcp", "--confirm"], env }));
const server = spawn(command, ["mcp", "--confirm", "--http", "0"], { env });
try {
  const line = await new Promise((resolve) => server.stderr.once("data", (data) => resolve(String(data))));
  await check(new StreamableHTTPClientTransport(new URL(line.trim().split(" ").at(-1))));
} finally {
  server.kill();
}
console.log("the TypeScript client calls portals and servers");
