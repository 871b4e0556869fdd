# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the database."
  type        = string
}

variable "database" {
  description = "The name of the database."
  type        = string
  default     = "(default)"
}

variable "location" {
  description = "Where the database is: a region, or eur3 or nam5."
  type        = string
}

variable "backup_days" {
  description = "How long a daily backup is kept."
  type        = number
  default     = 7
}

variable "indexes_file" {
  description = "firestore.indexes.json."
  type        = string
}

variable "rules_file" {
  description = "firestore.rules."
  type        = string
}
