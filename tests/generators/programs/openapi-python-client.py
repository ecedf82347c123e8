"""Sends two calls with the client of openapi-python-client."""

import os

from client import AuthenticatedClient
from client.api.v3_environments import v3_create_environment, v3_list_environments
from client.models import V3Environment, V3EnvironmentCreate, V3EnvironmentList

api = AuthenticatedClient(os.environ["MOCK"], "sesame", prefix="", auth_header_name="X-Auth-Token")
project = os.environ["PROJECT"]
found = v3_list_environments.sync(project, client=api, limit=10, order_by="create_time", order="desc")
assert isinstance(found, V3EnvironmentList), found
body = V3EnvironmentCreate("env-test", "0c72428b-cd6c-4283-a560-210d3edb49f7", deploy_mode="virtualmachine")
created = v3_create_environment.sync(project, client=api, body=body)
assert isinstance(created, V3Environment), created
