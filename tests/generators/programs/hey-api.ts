// Sends two calls with the client of hey-api.
import { client } from "./client/client.gen";
import { v3CreateEnvironment, v3ListEnvironments } from "./client";

client.setConfig({ baseUrl: process.env.MOCK, auth: () => "sesame" });
const path = { project_id: process.env.PROJECT! };

async function main() {
  await v3ListEnvironments({ path, query: { limit: 10, order_by: "create_time", order: "desc" }, throwOnError: true });
  const body = { name: "env-test", vpc_id: "0c72428b-cd6c-4283-a560-210d3edb49f7", deploy_mode: "virtualmachine" };
  await v3CreateEnvironment({ path, body, throwOnError: true });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
