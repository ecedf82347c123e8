// Sends two calls with the client of ogen.
package main

import (
	"context"
	"fmt"
	"os"

	"generated/client"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

type tokens struct{}

func (tokens) EngineToken(context.Context, client.OperationName) (client.EngineToken, error) {
	return client.EngineToken{Token: "sesame"}, nil
}

func (tokens) IamToken(context.Context, client.OperationName) (client.IamToken, error) {
	return client.IamToken{APIKey: "sesame"}, nil
}

func main() {
	api, err := client.NewClient(os.Getenv("MOCK"), tokens{})
	check(err)
	project := client.ProjectId(os.Getenv("PROJECT"))
	found, err := api.V3ListEnvironments(context.Background(), client.V3ListEnvironmentsParams{
		ProjectID: project,
		Limit:     client.NewOptInt32(10),
		OrderBy:   client.NewOptSortField("create_time"),
		Order:     client.NewOptSortOrder("desc"),
	})
	check(err)
	if _, ok := found.(*client.V3EnvironmentList); !ok {
		panic(fmt.Sprintf("%T", found))
	}
	created, err := api.V3CreateEnvironment(context.Background(), &client.V3EnvironmentCreate{
		Name:       "env-test",
		VpcID:      "0c72428b-cd6c-4283-a560-210d3edb49f7",
		DeployMode: client.NewOptDeployMode("virtualmachine"),
	}, client.V3CreateEnvironmentParams{ProjectID: project})
	check(err)
	if _, ok := created.(*client.V3Environment); !ok {
		panic(fmt.Sprintf("%T", created))
	}
}
