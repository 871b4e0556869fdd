# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the bucket."
  type        = string
}

variable "name" {
  description = "The name of the bucket, unique among all."
  type        = string
}

variable "location" {
  description = "Where the bucket is."
  type        = string
}

variable "public" {
  description = "Whether anybody may read its objects."
  type        = bool
  default     = false
}

variable "retention_days" {
  description = "How long an object cannot be deleted or overwritten; with 0 versions are kept instead."
  type        = number
  default     = 0
}

variable "main_page" {
  description = "The object that is shown at the root, where the bucket is a site."
  type        = string
  default     = null
}
