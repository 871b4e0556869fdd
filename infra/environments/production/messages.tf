# SPDX-License-Identifier: Apache-2.0

# What is told to whom: topics, what their messages are pushed to, and what is called by the clock.
locals {
  # Functions that make no changes of the kind that everybody is told of.
  quiet = setunion(local.readers, ["desired", "fanout"])

  # The URL of a function's service that is known before it is made.
  triggered_url = {
    for name in keys(local.triggered) :
    name => "https://enforce-${name}-${var.project_number}.${var.region}.run.app"
  }

  # How Pub/Sub pushes to a function.
  pushed = {
    for name, url in local.triggered_url :
    name => { url = url, service_account = google_service_account.caller[name].email }
  }
}

module "events" {
  source         = "../../modules/topic"
  project_id     = var.project_id
  project_number = var.project_number
  name           = "events"
  publishers     = { for name, member in local.members : name => member if !contains(local.quiet, name) }
  pushes         = { for name in ["fanout", "notify"] : name => local.pushed[name] }
  depends_on     = [module.project]
}

# What one message to fanout leaves over it passes on here.
module "fanout" {
  source         = "../../modules/topic"
  project_id     = var.project_id
  project_number = var.project_number
  name           = "fanout"
  publishers     = { fanout = local.members["fanout"] }
  pushes         = { fanout = local.pushed["fanout"] }
  depends_on     = [module.project]
}

# What is to be sent to those outside who subscribed: a message for each event and subscription.
module "deliveries" {
  source         = "../../modules/topic"
  project_id     = var.project_id
  project_number = var.project_number
  name           = "deliveries"
  publishers     = { notify = local.members["notify"] }
  pushes         = { notify = local.pushed["notify"] }
  depends_on     = [module.project]
}

# What Cloud Scheduler, and Pub/Sub where it pushes, call functions as.
resource "google_service_account" "caller" {
  for_each     = local.triggered
  project      = var.project_id
  account_id   = "enforce-${each.key}-caller"
  display_name = "Enforce: calls the function ${each.key}"
}

resource "google_cloud_scheduler_job" "sweep" {
  project          = var.project_id
  region           = var.region
  name             = "enforce-sweep"
  description      = "Publishes what a crash left unpublished."
  schedule         = "* * * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "60s"
  retry_config {
    retry_count          = 1
    min_backoff_duration = "5s"
  }
  http_target {
    http_method = "POST"
    uri         = local.triggered_url["sweep"]
    oidc_token {
      service_account_email = google_service_account.caller["sweep"].email
      audience              = local.triggered_url["sweep"]
    }
  }
  depends_on = [module.project]
}
