resource "huaweicloud_servicestagev3_environment" "shop" {
  name   = "tf-v3-actions"
  vpc_id = local.vpc
}

resource "huaweicloud_servicestagev3_application" "shop" {
  name = "tf-v3-actions"
}

resource "huaweicloud_servicestagev3_component" "image" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  environment_id = huaweicloud_servicestagev3_environment.shop.id
  name           = "tf-image"
  version        = var.changed ? "1.0.1" : "1.0.0"
  replica        = 3

  # Without labels, the provider plans a change each time.
  tags = {
    team = "stationery"
  }

  runtime_stack {
    deploy_mode = "container"
    name        = "Docker"
    type        = "Docker"
    version     = "1.0"
  }

  source = jsonencode({
    kind    = "image"
    storage = "swr"
    url     = var.changed ? "swr.example.com/shop/pens:1.0.1" : "swr.example.com/shop/pens:1.0.0"
  })

  refer_resources {
    id         = local.cluster
    type       = "cce"
    parameters = jsonencode({ namespace = "default", type = "VirtualMachine" })
  }
}

resource "huaweicloud_servicestagev3_component_action" "image" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  component_id   = huaweicloud_servicestagev3_component.image.id
  action         = "sync_workload"
}

resource "huaweicloud_servicestagev3_component_refresh" "image" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  component_id   = huaweicloud_servicestagev3_component.image.id
}
