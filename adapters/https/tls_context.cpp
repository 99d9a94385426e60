#include "adapters/https/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>

namespace tollgate::https {
namespace {

Error tls_error(std::string_view what) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_peek_last_error(), reason.data(), reason.size());
  ERR_clear_error();
  return Error{ErrorCode::kInvalid, fmt::format("{}: {}", what, reason.data())};
}

// The one protocol spoken here. A client that offers ALPN without it is refused; one that offers none is served.
int choose_http_1_1(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  static constexpr std::array<unsigned char, 9> kHttp{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_length, kHttp.data(), kHttp.size(), offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_up(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(context, 1);  // a record's header and body in one system call
  SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
}

Result<Instant> expiry_of(SSL_CTX* context) {
  std::tm at{};
  const X509* leaf = SSL_CTX_get0_certificate(context);
  if (leaf == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(leaf), &at) != 1) return tls_error("reading the certificate's end");
  return std::chrono::floor<Duration>(std::chrono::system_clock::from_time_t(timegm(&at)));
}

}  // namespace

Result<TlsContext> load_tls_context(const CertificateFiles& files) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!context) return tls_error("creating a TLS context");
  set_up(context.get());
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) return tls_error(files.certificate);
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return tls_error(files.key);
  }
  return TlsContext{.context = context, .expires = TRY(expiry_of(context.get()))};
}

}  // namespace tollgate::https
