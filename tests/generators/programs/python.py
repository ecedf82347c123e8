"""Sends two calls with the Python client of openapi-generator."""

import os

import openapi_client

configuration = openapi_client.Configuration(host=os.environ["MOCK"], api_key={"iam_token": "sesame"})
api = openapi_client.V3EnvironmentsApi(openapi_client.ApiClient(configuration))
project = os.environ["PROJECT"]
api.v3_list_environments(project, limit=10, order_by="create_time", order="desc")
create = openapi_client.V3EnvironmentCreate(
    name="env-test", vpc_id="0c72428b-cd6c-4283-a560-210d3edb49f7", deploy_mode="virtualmachine"
)
api.v3_create_environment(project, create)
