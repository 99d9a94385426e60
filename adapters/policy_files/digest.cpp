#include "adapters/policy_files/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace tollgate::policy_files {

struct Digest::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> handle{EVP_MD_CTX_new(), &EVP_MD_CTX_free};

  // OpenSSL's digests fail only for want of memory.
  void must(int done) const {
    if (done != 1) std::abort();
  }
};

Digest::Digest() : context_{std::make_unique<Context>()} {
  context_->must(EVP_DigestInit_ex(context_->handle.get(), EVP_sha256(), nullptr));
}

Digest::~Digest() = default;

void Digest::add(std::string_view part) {
  const std::string length = std::to_string(part.size()) + ":";
  context_->must(EVP_DigestUpdate(context_->handle.get(), length.data(), length.size()));
  context_->must(EVP_DigestUpdate(context_->handle.get(), part.data(), part.size()));
}

std::string Digest::finish() {
  std::array<unsigned char, 32> hash{};
  unsigned size = 0;
  context_->must(EVP_DigestFinal_ex(context_->handle.get(), hash.data(), &size));
  std::string text = "sha256:";
  for (const unsigned char byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace tollgate::policy_files
