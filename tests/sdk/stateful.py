"""Creates, lists, changes and deletes resources of a stateful mock with the official Python SDK.

    python stateful.py URL

The mock verifies signatures with the access key AK and the secret SK.
"""

import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkservicestage.v2 import ServiceStageClient as ClientV2
from huaweicloudsdkservicestage.v2 import model as v2
from huaweicloudsdkservicestage.v3 import ServiceStageClient as ClientV3
from huaweicloudsdkservicestage.v3 import model as v3

PROJECT = "063a3158b1a34710b36ad208b9497d00"
CLUSTER = "fd92bfab-73b3-11ee-90f0-0255ac1001b3"
checks = 0


def equal(found, expected, what):
    global checks
    checks += 1
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def rejected(status, call, request):
    try:
        call(request)
    except ClientRequestException as error:
        equal(error.status_code, status, error.error_msg)
        assert error.error_code and error.request_id, error
        return
    raise AssertionError(f"{call.__name__} is not rejected")


def client(kind):
    credentials = BasicCredentials("AK", "SK", PROJECT)
    config = HttpConfig.get_default_config()
    config.ignore_ssl_verification = True
    return kind.new_builder().with_http_config(config).with_credentials(credentials).with_endpoint(sys.argv[1]).build()


def finished(show, request, status):
    for _ in range(100):
        response = show(request)
        if status(response.job) == "SUCCEEDED":
            return
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def deploy_v3(api):
    create = v3.EnvironmentCreate(name="test", deploy_mode="container", vpc_id="vpc-1")
    environment = api.create_environment(v3.CreateEnvironmentRequest(body=create)).id
    rejected(400, api.create_environment, v3.CreateEnvironmentRequest(body=create))
    resources = {"resources": [{"id": CLUSTER, "type": "cce"}]}
    api.modify_resource_in_environment(v3.ModifyResourceInEnvironmentRequest(environment_id=environment, body=resources))
    shown = api.show_environment_info(v3.ShowEnvironmentInfoRequest(environment_id=environment))
    equal((shown.name, shown.deploy_mode), ("test", "container"), "environment")

    created = api.create_application(v3.CreateApplicationRequest(body=v3.ApplicationCreate(name="shop")))
    application = created.id
    change = v3.ApplicationModify(description="Sells pens.")
    api.modify_application(v3.ModifyApplicationRequest(application_id=application, body=change))
    shown = api.show_application_info(v3.ShowApplicationInfoRequest(application_id=application))
    equal((shown.name, shown.description), ("shop", "Sells pens."), "application")
    for name in ["pen", "ink"]:
        api.create_application(v3.CreateApplicationRequest(body=v3.ApplicationCreate(name=name)))
    listed = api.show_applications(v3.ShowApplicationsRequest(order_by="name", order="asc", limit=2))
    equal((listed.count, [one.name for one in listed.applications]), (3, ["ink", "pen"]), "list of applications")

    wanted = {
        "name": "catalog", "version": "1.0.0", "replica": 2, "environment_id": environment, "limit_cpu": 0.5,
        "limit_memory": 1.0, "source": {"kind": "image", "url": "swr/shop/catalog:1.0.0", "storage": "swr"},
        "runtime_stack": {"name": "Docker", "version": "1.0", "type": "Docker", "deploy_mode": "container"},
        "refer_resources": [{"id": CLUSTER, "type": "cce", "parameters": {"namespace": "default"}}],
    }
    nowhere = dict(wanted, environment_id="8c0a45cc-626f-4d65-8257-507ee059aa9a")
    rejected(404, api.create_component, v3.CreateComponentRequest(application_id=application, body=nowhere))
    created = api.create_component(v3.CreateComponentRequest(application_id=application, body=wanted))
    component = created.component_id
    finished(api.show_job_info, v3.ShowJobInfoRequest(job_id=created.job_id), lambda job: job.execution_status)
    place = {"application_id": application, "component_id": component}
    shown = api.show_component_info(v3.ShowComponentInfoRequest(**place))
    equal((shown.name, shown.replica, shown.status.component_status), ("catalog", 2, "RUNNING"), "component")
    rejected(409, api.delete_application, v3.DeleteApplicationRequest(application_id=application))
    action = {"action": "stop"}
    stopped = api.update_component_action(v3.UpdateComponentActionRequest(**place, body=action))
    finished(api.show_job_info, v3.ShowJobInfoRequest(job_id=stopped.job_id), lambda job: job.execution_status)
    shown = api.show_component_info(v3.ShowComponentInfoRequest(**place))
    equal(shown.status.component_status, "STOPPED", "stopped component")
    upgraded = api.modify_component(v3.ModifyComponentRequest(**place, body=dict(wanted, version="1.0.1")))
    finished(api.show_job_info, v3.ShowJobInfoRequest(job_id=upgraded.job_id), lambda job: job.execution_status)
    listed = api.show_components(v3.ShowComponentsRequest(application_name="shop"))
    equal([(one.name, one.version) for one in listed.components], [("catalog", "1.0.1")], "list of components")

    api.delete_component(v3.DeleteComponentRequest(**place))
    time.sleep(0.2)
    rejected(404, api.show_component_info, v3.ShowComponentInfoRequest(**place))
    api.delete_application(v3.DeleteApplicationRequest(application_id=application))
    rejected(404, api.show_application_info, v3.ShowApplicationInfoRequest(application_id=application))
    api.delete_environment(v3.DeleteEnvironmentRequest(environment_id=environment))
    equal(api.show_environments(v3.ShowEnvironmentsRequest()).count, 0, "environments that are left")


def deploy_v2(api):
    environment = {
        "name": "test", "vpc_id": "vpc-1", "deploy_mode": "container", "charge_mode": "provided",
        "base_resources": [{"id": CLUSTER, "type": "cce"}],
    }
    environment = api.create_environment(v2.CreateEnvironmentRequest(body=environment)).id
    created = api.create_application(v2.CreateApplicationRequest(body=v2.ApplicationCreate(name="shop")))
    application = created.id
    change = v2.ApplicationModify(description="Sells pens.")
    api.change_application(v2.ChangeApplicationRequest(application_id=application, body=change))
    shown = api.show_application_detail(v2.ShowApplicationDetailRequest(application_id=application))
    equal((shown.name, shown.description), ("shop", "Sells pens."), "application")
    component = {"name": "catalog", "runtime": "Docker", "category": "Common"}
    component = api.create_component(v2.CreateComponentRequest(application_id=application, body=component)).id
    listed = api.list_components(v2.ListComponentsRequest(application_id=application))
    equal([one.name for one in listed.components], ["catalog"], "list of components")

    wanted = {
        "name": "catalog-1", "environment_id": environment, "flavor_id": "MICRO-5G:0.5C:1G", "replica": 1,
        "version": "1.0.0", "refer_resources": [{"id": CLUSTER, "type": "cce", "parameters": {"namespace": "default"}}],
        "artifacts": {"catalog": {"storage": "swr", "type": "image", "url": "swr/shop/catalog:1.0.0"}},
    }
    place = {"application_id": application, "component_id": component}
    created = api.create_instance(v2.CreateInstanceRequest(**place, body=wanted))
    finished(api.show_job_detail, v2.ShowJobDetailRequest(job_id=created.job_id), lambda job: job.execution_status)
    instance = dict(place, instance_id=created.instance_id)
    shown = api.show_instance_detail(v2.ShowInstanceDetailRequest(**instance))
    equal((shown.name, shown.status_detail.status), ("catalog-1", "RUNNING"), "instance")
    scale = {"action": "scale", "parameters": {"replica": 3}}
    scaled = api.update_instance_action(v2.UpdateInstanceActionRequest(**instance, body=scale))
    finished(api.show_job_detail, v2.ShowJobDetailRequest(job_id=scaled.job_id), lambda job: job.execution_status)
    rejected(400, api.delete_component, v2.DeleteComponentRequest(**place))
    rejected(400, api.delete_environment, v2.DeleteEnvironmentRequest(environment_id=environment))
    deleted = api.delete_instance(v2.DeleteInstanceRequest(**instance))
    finished(api.show_job_detail, v2.ShowJobDetailRequest(job_id=deleted.job_id), lambda job: job.execution_status)
    rejected(404, api.show_instance_detail, v2.ShowInstanceDetailRequest(**instance))
    api.delete_component(v2.DeleteComponentRequest(**place))
    api.delete_application(v2.DeleteApplicationRequest(application_id=application))
    rejected(404, api.show_application_detail, v2.ShowApplicationDetailRequest(application_id=application))
    api.delete_environment(v2.DeleteEnvironmentRequest(environment_id=environment))


deploy_v3(client(ClientV3))
deploy_v2(client(ClientV2))
print(f"{checks} checks hold")
