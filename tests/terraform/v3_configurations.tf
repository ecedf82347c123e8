resource "huaweicloud_servicestagev3_configuration_group" "shop" {
  name        = "tf-group"
  description = "Settings of the shop."
}

resource "huaweicloud_servicestagev3_configuration" "shop" {
  config_group_id = huaweicloud_servicestagev3_configuration_group.shop.id
  name            = "tf-settings"
  type            = var.changed ? "yaml" : "properties"
  content         = var.changed ? yamlencode({ color = "red" }) : "color = blue"
  sensitive       = !var.changed
  description     = var.changed ? "" : "What the shop looks like."
}

resource "huaweicloud_servicestagev3_runtime_stack" "java" {
  count = 3

  name        = "tf-java-${count.index}"
  deploy_mode = "virtualmachine"
  type        = "Java"
  version     = "1.0.${count.index}"
  description = var.changed ? "For ink." : "For pens."
  spec        = jsonencode({ parameters = { jdk_url = var.changed ? "obs://shop/jdk-2.tar.gz" : "obs://shop/jdk.tar.gz" } })
}

resource "huaweicloud_servicestagev3_runtime_stack_batch_release" "java" {
  runtime_stack_ids = slice(huaweicloud_servicestagev3_runtime_stack.java[*].id, var.changed ? 1 : 0, var.changed ? 3 : 2)
}

data "huaweicloud_servicestagev3_runtime_stacks" "all" {
  depends_on = [huaweicloud_servicestagev3_runtime_stack_batch_release.java]

  lifecycle {
    postcondition {
      condition     = length([for stack in self.runtime_stacks : stack if stack.status == "Supported"]) == 2
      error_message = "The released runtime systems are not listed as such."
    }
  }
}
