# The provider, and what every configuration uses.

terraform {
  required_providers {
    huaweicloud = {
      source = "huaweicloud/huaweicloud"
    }
  }
}

variable "url" {
  type        = string
  description = "Address of the mock."
}

variable "elsewhere" {
  type        = string
  description = "Address of the stand-in for other services of the cloud."
}

variable "changed" {
  type        = bool
  description = "Whether the resources are those after the change."
}

provider "huaweicloud" {
  region                  = "cn-north-4"
  project_id              = "063a3158b1a34710b36ad208b9497d00"
  domain_id               = "0d0466b0008026b80fd6c010a1a2c3d4"
  access_key              = "AK"
  secret_key              = "SK"
  auth_url                = "${var.elsewhere}/v3"
  max_retries             = 0
  skip_check_website_type = true

  endpoints = {
    servicestage = var.url
    cse          = var.url
    vpc          = var.elsewhere
    iam          = var.elsewhere
  }
}

locals {
  vpc     = "5ad1f25c-1e0f-4b7e-9f53-0d3c4a1b2e60"
  subnet  = "88550801-e892-4f8e-b21b-f7147f604f69"
  cluster = "fd92bfab-73b3-11ee-90f0-0255ac1001b3"
}
