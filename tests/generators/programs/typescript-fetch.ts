// Sends two calls with the fetch client of openapi-generator.
import { Configuration, V3EnvironmentsApi } from "./client";

const api = new V3EnvironmentsApi(new Configuration({ basePath: process.env.MOCK, apiKey: "sesame" }));
const projectId = process.env.PROJECT!;

async function main() {
  await api.v3ListEnvironments({ projectId, limit: 10, orderBy: "create_time", order: "desc" });
  const v3EnvironmentCreate = {
    name: "env-test",
    vpcId: "0c72428b-cd6c-4283-a560-210d3edb49f7",
    deployMode: "virtualmachine",
  };
  await api.v3CreateEnvironment({ projectId, v3EnvironmentCreate });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
