data "huaweicloud_cse_microservice_engine_flavors" "all" {
  lifecycle {
    postcondition {
      condition     = length(self.flavors) > 0
      error_message = "There are no flavors."
    }
  }
}

resource "huaweicloud_cse_microservice_engine" "shop" {
  name               = "tf-engine"
  description        = var.changed ? "Where all services meet." : "Where services meet."
  flavor             = data.huaweicloud_cse_microservice_engine_flavors.all.flavors[0].id
  network_id         = local.subnet
  availability_zones = ["cn-north-4a"]
  auth_type          = "RBAC"
  admin_pass         = "not-a-Real-1"

  tags = var.changed ? { team = "office", owner = "alice" } : { team = "stationery", stage = "test" }
}

data "huaweicloud_cse_microservice_engines" "all" {
  depends_on = [huaweicloud_cse_microservice_engine.shop]

  lifecycle {
    postcondition {
      condition     = contains(self.engines[*].name, "tf-engine")
      error_message = "The engine is not listed."
    }
  }
}
