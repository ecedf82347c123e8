import org.openapitools.client.ApiClient;
import org.openapitools.client.api.V3EnvironmentsApi;
import org.openapitools.client.model.V3EnvironmentCreate;

/** Sends two calls with the Java client of openapi-generator. */
public class Calls {
    public static void main(String[] arguments) throws Exception {
        String project = System.getenv("PROJECT");
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("MOCK"));
        client.setRequestInterceptor(request -> request.header("X-Auth-Token", "sesame"));
        V3EnvironmentsApi api = new V3EnvironmentsApi(client);
        api.v3ListEnvironments(project, 10, null, "create_time", "desc", null, null, null);
        V3EnvironmentCreate create = new V3EnvironmentCreate().name("env-test").deployMode("virtualmachine");
        api.v3CreateEnvironment(project, create.vpcId("0c72428b-cd6c-4283-a560-210d3edb49f7"));
    }
}
