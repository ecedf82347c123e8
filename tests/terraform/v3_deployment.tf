resource "huaweicloud_servicestagev3_environment" "shop" {
  name        = "tf-v3-shop"
  description = var.changed ? "" : "Sells pens."
  vpc_id      = local.vpc
  deploy_mode = "container"

  tags = var.changed ? { team = "office", owner = "alice" } : { team = "stationery", stage = "test" }
}

resource "huaweicloud_servicestagev3_environment" "plain" {
  name   = var.changed ? "tf-v3-plain-2" : "tf-v3-plain"
  vpc_id = local.vpc
}

resource "huaweicloud_servicestagev3_environment_associate" "shop" {
  environment_id = huaweicloud_servicestagev3_environment.shop.id

  resources {
    id   = local.cluster
    name = "cluster-a"
    type = "cce"
  }
  dynamic "resources" {
    for_each = var.changed ? [] : ["c1a0b0a6-0d2b-4a86-9d3a-5a3f6a9f5a11"]

    content {
      id   = resources.value
      type = "eip"
    }
  }
}

resource "huaweicloud_servicestagev3_application" "shop" {
  name        = "tf-v3-shop"
  description = var.changed ? "" : "Sells pens."

  tags = var.changed ? { team = "office", owner = "alice" } : { team = "stationery", stage = "test" }
}

resource "huaweicloud_servicestagev3_application_configuration" "shop" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  environment_id = huaweicloud_servicestagev3_environment.shop.id

  configuration {
    env {
      name  = "owner"
      value = "stationery"
    }
    env {
      name  = "color"
      value = var.changed ? "red" : "blue"
    }
    assign_strategy = !var.changed
  }
}

resource "huaweicloud_servicestagev3_component" "full" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  environment_id = huaweicloud_servicestagev3_environment.shop.id
  name           = "tf-full"
  version        = var.changed ? "1.0.1" : "1.0.0"
  description    = var.changed ? "The second one." : "The first one."
  limit_cpu      = var.changed ? 1 : 0.5
  limit_memory   = 1
  request_cpu    = 0.25
  request_memory = 0.5
  replica        = 2
  timezone       = "Europe/Berlin"
  jvm_opts       = "-Xmx256m"

  build = jsonencode({
    parameters = {
      cluster_id         = local.cluster
      dockerfile_path    = "./"
      build_env_selected = "current"
    }
  })

  source = jsonencode({
    kind    = "package"
    storage = "obs"
    url     = var.changed ? "obs://shop/ink.jar" : "obs://shop/pens.jar"
  })

  runtime_stack {
    deploy_mode = "container"
    name        = "OpenJDK17"
    type        = "Java"
    version     = "1.4.1"
  }

  refer_resources {
    id   = local.cluster
    type = "cce"
    parameters = jsonencode({
      name      = "cluster-a"
      namespace = "default"
      type      = "VirtualMachine"
    })
  }
  refer_resources {
    id         = "a1b0c0d6-0d2b-4a86-9d3a-5a3f6a9f5a33"
    type       = "elb"
    parameters = jsonencode({ name = "balancer-a" })
  }
  refer_resources {
    id   = "891bf21a-4024-4f47-b38c-bd259ca8f10a"
    type = "cse"
  }

  tags = {
    team = var.changed ? "office" : "stationery"
  }

  external_accesses {
    protocol     = "http"
    address      = "shop.example.com"
    forward_port = var.changed ? 8080 : 8000
  }

  envs {
    name  = "owner"
    value = "stationery"
  }

  post_start {
    type    = "command"
    command = [var.changed ? "rm" : "touch"]
  }
  pre_stop {
    type    = "command"
    command = ["sync"]
  }

  mesher {
    port = var.changed ? 61 : 60
  }

  storages {
    type       = "HostPath"
    name       = "data"
    parameters = jsonencode({ default_mode = 0, path = var.changed ? "/data/new" : "/data" })

    mounts {
      path      = "/var/data"
      sub_path  = "pens"
      read_only = true
    }
  }

  command = jsonencode({
    command = ["java"]
    args    = ["-jar"]
  })

  logs {
    log_path         = "/var/log"
    rotate           = var.changed ? "Daily" : "Hourly"
    host_path        = "/var/log/host"
    host_extend_path = "PodName"
  }

  custom_metric {
    path       = "/metrics"
    port       = 9090
    dimensions = "cpu_usage,mem_usage"
  }

  affinity {
    condition = "required"
    kind      = "node"
    weight    = 100

    match_expressions {
      key       = "disk"
      operation = "In"
      value     = var.changed ? "hdd" : "ssd"
    }
  }
  affinity {
    condition = "preferred"
    kind      = "node"
    weight    = 1

    match_expressions {
      key       = "cores"
      operation = "Gt"
      value     = "4"
    }
  }

  anti_affinity {
    condition = "required"
    kind      = "pod"
    weight    = 100

    match_expressions {
      key       = "batch"
      operation = "Exists"
    }
  }

  liveness_probe {
    type    = "tcp"
    delay   = var.changed ? 60 : 30
    timeout = 20
    port    = 8000
  }
  readiness_probe {
    type    = "http"
    delay   = var.changed ? 60 : 30
    timeout = 20
    scheme  = "HTTPS"
    host    = "127.0.0.1"
    port    = 8000
    path    = "/ready"
  }

  update_strategy = jsonencode({
    type                       = "RollingUpdate"
    max_surge                  = var.changed ? "40%" : "30%"
    max_unavailable            = "30%"
    min_ready_seconds          = 20
    progress_deadline_seconds  = 900
    revision_history_limit     = 15
    termination_period_seconds = 30
  })

  depends_on = [huaweicloud_servicestagev3_environment_associate.shop]
}

resource "huaweicloud_servicestagev3_component" "yaml" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  environment_id = huaweicloud_servicestagev3_environment.shop.id
  name           = "tf-yaml"
  version        = var.changed ? "1.0.1" : "1.0.0"

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

  config_mode = "yaml"
  workload_content = jsonencode({
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "tf-yaml", namespace = "default" }
    spec       = { replicas = 2 }
  })
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

data "huaweicloud_servicestagev3_applications" "all" {
  depends_on = [huaweicloud_servicestagev3_application.shop]

  lifecycle {
    postcondition {
      condition     = contains(self.applications[*].name, "tf-v3-shop")
      error_message = "The application is not listed."
    }
  }
}

data "huaweicloud_servicestagev3_environments" "shop" {
  name = huaweicloud_servicestagev3_environment.shop.name

  lifecycle {
    postcondition {
      condition     = tolist(self.environments[*].id) == tolist([huaweicloud_servicestagev3_environment.shop.id])
      error_message = "The environment is not the only one of this name."
    }
  }
}

data "huaweicloud_servicestagev3_components" "shop" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  depends_on = [
    huaweicloud_servicestagev3_component.full,
    huaweicloud_servicestagev3_component.yaml,
    huaweicloud_servicestagev3_component.image,
  ]

  lifecycle {
    postcondition {
      condition     = toset(self.components[*].name) == toset(["tf-full", "tf-yaml", "tf-image"])
      error_message = "The components of the application are not listed."
    }
    postcondition {
      condition     = alltrue([for component in self.components : component.status == "RUNNING"])
      error_message = "A component does not run."
    }
  }
}

data "huaweicloud_servicestagev3_component_records" "full" {
  application_id = huaweicloud_servicestagev3_application.shop.id
  component_id   = huaweicloud_servicestagev3_component.full.id

  lifecycle {
    postcondition {
      condition     = length(self.records) > 0
      error_message = "The deployment has no record."
    }
  }
}

data "huaweicloud_servicestagev3_component_used_resources" "all" {
}

data "huaweicloud_servicestagev3_inner_runtime_stacks" "all" {
  lifecycle {
    postcondition {
      condition     = length(self.runtime_stacks) > 0
      error_message = "There are no runtime systems."
    }
  }
}
