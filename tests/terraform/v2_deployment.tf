resource "huaweicloud_servicestage_environment" "shop" {
  name        = var.changed ? "tf-shop-2" : "tf-shop"
  description = var.changed ? "Sells ink, too." : "Sells pens."
  vpc_id      = local.vpc

  basic_resources {
    type = "cce"
    id   = local.cluster
    name = "cluster-a"
  }
  dynamic "basic_resources" {
    for_each = var.changed ? ["machine-a"] : []

    content {
      type = "ecs"
      id   = "0b3c2c2b-0a43-4c53-8f5e-3f0a1e6f7d22"
      name = basic_resources.value
    }
  }
  dynamic "optional_resources" {
    for_each = var.changed ? [] : ["c1a0b0a6-0d2b-4a86-9d3a-5a3f6a9f5a11"]

    content {
      type = "eip"
      id   = optional_resources.value
    }
  }
}

resource "huaweicloud_servicestage_application" "shop" {
  name        = var.changed ? "tf-shop-2" : "tf-shop"
  description = var.changed ? "Sells ink, too." : "Sells pens."

  environment {
    id = huaweicloud_servicestage_environment.shop.id

    variable {
      name  = "owner"
      value = var.changed ? "office" : "stationery"
    }
    variable {
      name  = "quotes-and.signs"
      value = "a \"b\" & <c> ~ ü"
    }
  }
}

resource "huaweicloud_servicestage_application" "empty" {
  name = "tf-empty"
}

resource "huaweicloud_servicestage_component" "docker" {
  application_id = huaweicloud_servicestage_application.shop.id
  name           = "tf-docker"
  type           = "Common"
  runtime        = "Docker"
}

resource "huaweicloud_servicestage_component" "chassis" {
  application_id = huaweicloud_servicestage_application.shop.id
  name           = var.changed ? "tf-chassis-2" : "tf-chassis"
  type           = "MicroService"
  runtime        = "Docker"
  framework      = "Java Classis"
}

resource "huaweicloud_servicestage_component" "from_repository" {
  application_id = huaweicloud_servicestage_application.shop.id
  name           = "tf-from-repository"
  type           = "Webapp"
  runtime        = "Tomcat8"
  framework      = "Web"

  source {
    type           = "GitHub"
    authorization  = "tf-hub"
    url            = "https://github.com/example/shop.git"
    repo_ref       = "main"
    repo_namespace = "example"
  }

  builder {
    organization = "shop"
    cluster_id   = local.cluster
    cluster_type = "cce"
    cmd          = "./build.sh"
  }
}

resource "huaweicloud_servicestage_component" "from_package" {
  application_id = huaweicloud_servicestage_application.shop.id
  name           = "tf-from-package"
  type           = "MicroService"
  runtime        = "Java8"
  framework      = "Java Classis"

  source {
    type         = "package"
    storage_type = "obs"
    url          = var.changed ? "obs://shop/ink.jar" : "obs://shop/pens.jar"
  }

  builder {
    organization = "shop"
    cluster_id   = local.cluster
    cluster_type = "cce"
  }
}

resource "huaweicloud_servicestage_component_instance" "docker" {
  application_id = huaweicloud_servicestage_application.shop.id
  component_id   = huaweicloud_servicestage_component.docker.id
  environment_id = huaweicloud_servicestage_environment.shop.id

  name        = "tf-docker-1"
  version     = var.changed ? "1.0.1" : "1.0.0"
  replica     = 3
  flavor_id   = var.changed ? "CUSTOM-15G:500m-500m:1Gi-1Gi" : "CUSTOM-10G:250m-250m:0.5Gi-0.5Gi"
  description = var.changed ? "" : "The first one."

  artifact {
    name      = huaweicloud_servicestage_component.docker.name
    type      = "image"
    storage   = "swr"
    url       = "swr.example.com/shop/pens:1.0.0"
    auth_type = "iam"
  }

  refer_resource {
    type = "cce"
    id   = local.cluster

    parameters = {
      type      = "VirtualMachine"
      namespace = "default"
    }
  }
  refer_resource {
    type = "cse"
    id   = "default"
  }

  configuration {
    log_collection_policy {
      host_path = "/var/log/host"

      container_mounting {
        path         = "/var/log/a"
        aging_period = "Hourly"
      }
      container_mounting {
        path             = "/var/log/b"
        aging_period     = "Weekly"
        host_extend_path = "PodUID"
      }
    }
    dynamic "env_variable" {
      for_each = var.changed ? ["Europe/Berlin"] : []

      content {
        name  = "TZ"
        value = env_variable.value
      }
    }
    dynamic "storage" {
      for_each = var.changed ? [] : ["/data"]

      content {
        type = "HostPath"
        parameter {
          path = storage.value
        }
        mount {
          path     = "/var/data"
          readonly = true
          subpath  = "pens"
        }
      }
    }
    lifecycle {
      post_start {
        type = "command"
        parameters {
          commands = ["touch", "/var/data/started"]
        }
      }
      pre_stop {
        type = "http"
        parameters {
          host = "127.0.0.1"
          port = 8080
          path = "/stop"
        }
      }
    }
  }
}

data "huaweicloud_servicestage_component_runtimes" "all" {
  lifecycle {
    postcondition {
      condition     = length(self.runtimes) > 0
      error_message = "There are no runtimes."
    }
  }
}
