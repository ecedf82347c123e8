// Sends two calls with the client of oapi-codegen.
package main

import (
	"context"
	"net/http"
	"os"

	"generated/client"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	token := func(_ context.Context, request *http.Request) error {
		request.Header.Set("X-Auth-Token", "sesame")
		return nil
	}
	api, err := client.NewClientWithResponses(os.Getenv("MOCK"), client.WithRequestEditorFn(token))
	check(err)
	project, limit := os.Getenv("PROJECT"), int32(10)
	orderBy, order, mode := client.SortField("create_time"), client.SortOrder("desc"), client.DeployMode("virtualmachine")
	list := client.V3ListEnvironmentsParams{Limit: &limit, OrderBy: &orderBy, Order: &order}
	found, err := api.V3ListEnvironmentsWithResponse(context.Background(), project, &list)
	check(err)
	if found.JSON200 == nil {
		panic(found.Status())
	}
	create := client.V3EnvironmentCreate{Name: "env-test", VpcId: "0c72428b-cd6c-4283-a560-210d3edb49f7", DeployMode: &mode}
	created, err := api.V3CreateEnvironmentWithResponse(context.Background(), project, create)
	check(err)
	if created.JSON200 == nil {
		panic(created.Status())
	}
}
