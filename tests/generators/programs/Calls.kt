import org.openapitools.client.apis.V3EnvironmentsApi
import org.openapitools.client.infrastructure.ApiClient
import org.openapitools.client.models.V3EnvironmentCreate

/** Sends two calls with the Kotlin client of openapi-generator. */
fun main() {
    val project = System.getenv("PROJECT")
    ApiClient.apiKey["X-Auth-Token"] = "sesame"
    val api = V3EnvironmentsApi(System.getenv("MOCK"))
    api.v3ListEnvironments(project, limit = 10, orderBy = "create_time", order = "desc")
    val create = V3EnvironmentCreate(
        name = "env-test", vpcId = "0c72428b-cd6c-4283-a560-210d3edb49f7", deployMode = "virtualmachine",
    )
    api.v3CreateEnvironment(project, create)
}
