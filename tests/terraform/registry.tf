resource "huaweicloud_cse_microservice" "pens" {
  auth_address    = var.url
  connect_address = var.url
  admin_user      = "root"
  admin_pass      = "not-a-Real-1"

  name        = "tf-pens"
  app_name    = "tf-shop"
  environment = "development"
  version     = "1.0.1"
  description = "Sells pens."
  level       = "BACK"
}

# Engines without accounts take no credentials.
resource "huaweicloud_cse_microservice" "ink" {
  connect_address = var.url

  name     = "tf-ink"
  app_name = "tf-shop"
  version  = "1.0.0"
  level    = "FRONT"
}

resource "huaweicloud_cse_microservice_instance" "pens" {
  for_each = toset(["UP", "DOWN", "OUTOFSERVICE"])

  auth_address    = var.url
  connect_address = var.url
  admin_user      = "root"
  admin_pass      = "not-a-Real-1"

  microservice_id = huaweicloud_cse_microservice.pens.id
  host_name       = "host-${lower(each.key)}"
  endpoints       = ["grpc://127.0.0.1:9980", "rest://127.0.0.1:8080?tag=${each.key}"]
  version         = "1.0.1"
  status          = var.changed ? { UP = "DOWN", DOWN = "UP", OUTOFSERVICE = "UP" }[each.key] : each.key

  properties = {
    color = "blue"
  }

  health_check {
    mode        = "push"
    interval    = 120
    max_retries = 3
  }

  data_center {
    name              = "center-a"
    region            = "cn-north-4"
    availability_zone = "cn-north-4a"
  }
}

resource "huaweicloud_cse_microservice_engine_configuration" "color" {
  auth_address    = var.url
  connect_address = var.url
  admin_user      = "root"
  admin_pass      = "not-a-Real-1"

  key        = "tf-color"
  value_type = "json"
  value      = jsonencode({ color = var.changed ? "red" : "blue" })
  status     = var.changed ? "disabled" : "enabled"

  tags = {
    team = "stationery"
  }
}

data "huaweicloud_cse_microservices" "all" {
  auth_address    = var.url
  connect_address = var.url
  depends_on      = [huaweicloud_cse_microservice.pens, huaweicloud_cse_microservice.ink]

  lifecycle {
    postcondition {
      condition     = length(setintersection(self.microservices[*].name, ["tf-pens", "tf-ink"])) == 2
      error_message = "The microservices are not listed."
    }
  }
}

data "huaweicloud_cse_microservice_instances" "pens" {
  auth_address    = var.url
  connect_address = var.url
  microservice_id = huaweicloud_cse_microservice.pens.id
  depends_on      = [huaweicloud_cse_microservice_instance.pens]

  lifecycle {
    postcondition {
      condition     = length(self.instances) == 3
      error_message = "The instances are not listed."
    }
  }
}

data "huaweicloud_cse_microservice_engine_configurations" "all" {
  auth_address    = var.url
  connect_address = var.url
  depends_on      = [huaweicloud_cse_microservice_engine_configuration.color]

  lifecycle {
    postcondition {
      condition     = contains(self.configurations[*].key, "tf-color")
      error_message = "The configuration is not listed."
    }
  }
}
