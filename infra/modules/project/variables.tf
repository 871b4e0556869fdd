# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project that everything is made in."
  type        = string
}
