// Sends two calls with the axios client of openapi-generator.
import { Configuration, V3EnvironmentsApi } from "./client";

const api = new V3EnvironmentsApi(new Configuration({ basePath: process.env.MOCK, apiKey: "sesame" }));
const project = process.env.PROJECT!;

async function main() {
  await api.v3ListEnvironments(project, 10, undefined, "create_time", "desc");
  const body = { name: "env-test", vpc_id: "0c72428b-cd6c-4283-a560-210d3edb49f7", deploy_mode: "virtualmachine" };
  await api.v3CreateEnvironment(project, body);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
