# SPDX-License-Identifier: Apache-2.0

# One address for all: each path goes to its function, downloads to their bucket, everything else to
# the console. Cloud Armor slows down whoever asks the functions too much.
locals {
  names = toset(keys(var.functions))
}

resource "google_compute_global_address" "this" {
  project = var.project_id
  name    = var.name
}

resource "google_compute_region_network_endpoint_group" "function" {
  for_each              = local.names
  project               = var.project_id
  region                = var.region
  name                  = "${var.name}-${each.key}"
  network_endpoint_type = "SERVERLESS"
  cloud_run {
    service = var.functions[each.key].service
  }
}

resource "google_compute_security_policy" "this" {
  project = var.project_id
  name    = var.name
  rule {
    description = "Logging in and trading tokens: what is guessed at."
    priority    = 1000
    action      = "throttle"
    match {
      expr {
        expression = "request.path.matches('^/(oauth|sts|auth|login|activate)')"
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.requests_per_minute.login
        interval_sec = 60
      }
    }
  }
  rule {
    description = "Everything else."
    priority    = 2000
    action      = "throttle"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.requests_per_minute.all
        interval_sec = 60
      }
    }
  }
  rule {
    description = "The rule that every policy must have."
    priority    = 2147483647
    action      = "allow"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_compute_backend_service" "function" {
  for_each              = local.names
  project               = var.project_id
  name                  = "${var.name}-${each.key}"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  security_policy       = google_compute_security_policy.this.id
  backend {
    group = google_compute_region_network_endpoint_group.function[each.key].id
  }
  log_config {
    enable      = true
    sample_rate = 1
  }
}

resource "google_compute_backend_bucket" "downloads" {
  project     = var.project_id
  name        = "${var.name}-downloads"
  bucket_name = var.downloads
  enable_cdn  = true
}

resource "google_compute_backend_bucket" "console" {
  project                 = var.project_id
  name                    = "${var.name}-console"
  bucket_name             = var.console.bucket
  enable_cdn              = true
  compression_mode        = "AUTOMATIC"
  custom_response_headers = var.console.headers
}

# The addresses of the console's pages are not files: what the bucket lacks under them is answered
# with the page that draws them all. Nowhere else is a 404 turned into anything.
resource "google_compute_url_map" "this" {
  project         = var.project_id
  name            = var.name
  default_service = google_compute_backend_bucket.downloads.id
  host_rule {
    hosts        = [var.domain]
    path_matcher = "functions"
  }
  path_matcher {
    name            = "functions"
    default_service = google_compute_backend_bucket.console.id
    dynamic "path_rule" {
      for_each = var.functions
      content {
        paths   = path_rule.value.paths
        service = google_compute_backend_service.function[path_rule.key].id
      }
    }
    path_rule {
      paths   = ["/downloads/*"]
      service = google_compute_backend_bucket.downloads.id
    }
    path_rule {
      paths   = var.console.pages
      service = google_compute_backend_bucket.console.id
      custom_error_response_policy {
        error_service = google_compute_backend_bucket.console.id
        error_response_rule {
          match_response_codes   = ["404"]
          path                   = "/index.html"
          override_response_code = 200
        }
      }
    }
  }
}

resource "google_compute_managed_ssl_certificate" "this" {
  project = var.project_id
  name    = "${var.name}-${substr(sha1(var.domain), 0, 8)}"
  managed {
    domains = [var.domain]
  }
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project_id
  name            = var.name
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "this" {
  project          = var.project_id
  name             = var.name
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

resource "google_compute_global_forwarding_rule" "this" {
  project               = var.project_id
  name                  = var.name
  target                = google_compute_target_https_proxy.this.id
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  load_balancing_scheme = "EXTERNAL_MANAGED"
}
