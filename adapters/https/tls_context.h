// The TLS settings every connection of a server shares: built from a certificate and its key, replaced as a whole.

#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "adapters/https/server.h"
#include "core/model/instant.h"
#include "core/result.h"

namespace tollgate::https {

struct TlsContext {
  std::shared_ptr<SSL_CTX> context;  // connections hold it by OpenSSL's own reference count
  Instant expires;                   // of the leaf certificate
};

// TLS 1.2 or newer, ALPN http/1.1, neither tickets nor a session cache (the API server uses none), buffers released when idle.
// kInvalid names the file, and says so when key and certificate do not match.
Result<TlsContext> load_tls_context(const CertificateFiles& files);

}  // namespace tollgate::https
