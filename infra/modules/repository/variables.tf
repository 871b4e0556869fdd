# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the repository."
  type        = string
}

variable "name" {
  description = "The name of the repository, unique in the project's location."
  type        = string
}

variable "location" {
  description = "Where the repository is."
  type        = string
}
