// Sends two calls with the Go client of openapi-generator.
package main

import (
	"context"
	"os"

	client "github.com/GIT_USER_ID/GIT_REPO_ID"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Getenv("MOCK")}}
	configuration.AddDefaultHeader("X-Auth-Token", "sesame")
	api := client.NewAPIClient(configuration).V3EnvironmentsAPI
	project := os.Getenv("PROJECT")
	list := api.V3ListEnvironments(context.Background(), project)
	_, _, err := list.Limit(10).OrderBy("create_time").Order("desc").Execute()
	check(err)
	create := client.NewV3EnvironmentCreate("env-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
	create.SetDeployMode("virtualmachine")
	_, _, err = api.V3CreateEnvironment(context.Background(), project).V3EnvironmentCreate(*create).Execute()
	check(err)
}
