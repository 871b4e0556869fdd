# SPDX-License-Identifier: Apache-2.0

terraform {
  required_version = ">= 1.11.0"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50.0, < 8.0.0"
    }
  }
  # The bucket of the state is named at `terraform init -backend-config=bucket=…`.
  backend "gcs" {
    prefix = "enforce"
  }
}

provider "google" {
  project               = var.project_id
  region                = var.region
  user_project_override = true
  billing_project       = var.project_id
}
