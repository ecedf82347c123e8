resource "huaweicloud_cse_microservice_engine" "nacos" {
  name               = "tf-nacos"
  flavor             = "cse.nacos2.c1.large.10"
  version            = "Nacos2"
  network_id         = local.subnet
  availability_zones = ["cn-north-4a"]
  auth_type          = "NONE"
}

resource "huaweicloud_cse_nacos_namespace" "shop" {
  engine_id = huaweicloud_cse_microservice_engine.nacos.id
  name      = var.changed ? "tf-namespace-2" : "tf-namespace"
}

data "huaweicloud_cse_nacos_namespaces" "all" {
  engine_id  = huaweicloud_cse_microservice_engine.nacos.id
  depends_on = [huaweicloud_cse_nacos_namespace.shop]

  lifecycle {
    postcondition {
      condition     = contains(self.namespaces[*].id, huaweicloud_cse_nacos_namespace.shop.id)
      error_message = "The namespace is not listed."
    }
  }
}
