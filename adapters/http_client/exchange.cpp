#include "adapters/http_client/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tollgate::http_client {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool breaks_the_line(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

bool only_reads(Method method) { return method == Method::kGet; }

void set_pem(CURL* easy, CURLoption option, const std::string& pem) {
  // Without the copy flag curl points into the request, which the kept connection outlives. (curl does not write to it.)
  curl_blob blob{.data = const_cast<char*>(pem.data()), .len = pem.size(), .flags = CURL_BLOB_COPY};
  curl_easy_setopt(easy, option, &blob);
}

}  // namespace

Exchange::Exchange(CURL* easy, const Request& request, const Sink* sink)
    : easy_{easy}, request_{request}, sink_{sink}, last_byte_{std::chrono::steady_clock::now()} {}

Result<void> Exchange::prepare() {
  // To curl, zero means for ever; to a caller whose deadline has come it means now.
  if (sink_ == nullptr && request_.timeout <= std::chrono::milliseconds::zero())
    return Error{ErrorCode::kUnavailable, "no time left"};
  TRY(set_url());
  TRY(set_headers());
  set_method();
  set_limits();
  set_tls();
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, curl_says_.data());
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  return {};
}

void Exchange::set_limits() {
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, long{request_.connect_timeout.count()});
  if (sink_ == nullptr) curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, long{request_.timeout.count()});
}

void Exchange::set_method() {
  if (only_reads(request_.method)) return;
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, name_of(request_.method).data());
  // curl repeats a request whose kept-alive connection died before the first byte of an answer, although the server may
  // have acted on it. It cannot repeat a body that it cannot rewind; a write without one gets a connection of its own.
  if (request_.body.empty()) curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
  if (request_.body.empty() && request_.method == Method::kDelete) return;
  curl_easy_setopt(easy_, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &Exchange::read_body);
  curl_easy_setopt(easy_, CURLOPT_READDATA, this);
}

void Exchange::set_tls() {
  const Tls& tls = request_.tls;
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, tls.verify ? 1L : 0L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, tls.verify ? 2L : 0L);
  if (!tls.ca_pem.empty()) set_pem(easy_, CURLOPT_CAINFO_BLOB, tls.ca_pem);
  if (!tls.certificate_pem.empty()) set_pem(easy_, CURLOPT_SSLCERT_BLOB, tls.certificate_pem);
  if (!tls.key_pem.empty()) set_pem(easy_, CURLOPT_SSLKEY_BLOB, tls.key_pem);
}

std::size_t Exchange::read_body(char* into, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string& body = exchange.request_.body;
  const std::size_t bytes = std::min(size * count, body.size() - exchange.body_sent_);
  std::memcpy(into, body.data() + exchange.body_sent_, bytes);
  exchange.body_sent_ += bytes;
  return bytes;
}

// For both: any other count than the given one makes curl end the transfer with CURLE_WRITE_ERROR.
std::size_t Exchange::on_header(const char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<Exchange*>(self)->take_header({bytes, size * count}) ? size * count : 0;
}

std::size_t Exchange::on_body(const char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<Exchange*>(self)->take_body({bytes, size * count}) ? size * count : 0;
}

bool Exchange::take_header(std::string_view line) {
  last_byte_ = std::chrono::steady_clock::now();
  line = trimmed(line);
  if (line.starts_with("HTTP/")) {  // also after an interim 100 answer: the last head counts
    response_.headers.clear();
    response_.status = 0;
    const std::string_view rest = trimmed(line.substr(std::min(line.size(), line.find(' '))));
    std::from_chars(rest.data(), rest.data() + rest.size(), response_.status);
    return true;
  }
  if (line.empty()) return !streams_now() || pass_on({});
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.push_back({std::string{trimmed(line.substr(0, colon))}, std::string{trimmed(line.substr(colon + 1))}});
  return true;
}

bool Exchange::take_body(std::string_view bytes) {
  last_byte_ = std::chrono::steady_clock::now();
  if (streams_now()) return pass_on(bytes);
  over_limit_ = bytes.size() > request_.max_answer - response_.body.size();
  if (!over_limit_) response_.body.append(bytes);
  return !over_limit_;
}

bool Exchange::streams_now() const { return sink_ != nullptr && response_.is_success(); }

bool Exchange::pass_on(std::string_view bytes) {
  sink_is_done_ = !(*sink_)(bytes);
  return !sink_is_done_;
}

std::chrono::milliseconds Exchange::idle_time_left() const {
  if (sink_ == nullptr) return std::chrono::milliseconds::max();
  const auto waited = std::chrono::steady_clock::now() - last_byte_;
  return std::chrono::ceil<std::chrono::milliseconds>(request_.idle_timeout - waited);
}

bool Exchange::was_sent() const {
  long bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes > 0 || body_sent_ > 0;
}

Result<Response> Exchange::conclude(const Ending& ending) {
  const bool ended_well = ending.why == Ending::Why::kDone && ending.code == CURLE_OK;
  if (ended_well || sink_is_done_) return std::move(response_);
  return failed(ending);
}

Error Exchange::failed(const Ending& ending) const {
  const bool read = only_reads(request_.method);
  const ErrorCode code = read || !was_sent() ? ErrorCode::kUnavailable : ErrorCode::kOutcomeUnknown;
  if (ending.why == Ending::Why::kStopped) return {code, "stopped"};
  if (ending.why == Ending::Why::kIdle) return {code, fmt::format("no byte for {} ms", request_.idle_timeout.count())};
  if (over_limit_) {
    return {read ? ErrorCode::kInvalid : code, fmt::format("the answer is larger than {} bytes", request_.max_answer)};
  }
  const std::string_view detail = curl_says_.front() != '\0' ? curl_says_.data() : curl_easy_strerror(ending.code);
  const bool never_sendable = ending.code == CURLE_URL_MALFORMAT || ending.code == CURLE_UNSUPPORTED_PROTOCOL ||
                              ending.code == CURLE_SSL_CERTPROBLEM || ending.code == CURLE_SSL_CACERT_BADFILE;
  return {never_sendable ? ErrorCode::kInvalid : code, std::string{detail}};
}

Result<void> Exchange::set_headers() {
  const auto add = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer != headers_.get()) {
      static_cast<void>(headers_.release());
      headers_.reset(longer);
    }
  };
  for (const Header& header : request_.headers) {
    if (breaks_the_line(header.name) || breaks_the_line(header.value)) {
      return Error{ErrorCode::kInvalid, "a header has a line break in it"};
    }
    add(header.name + ": " + header.value);
  }
  add("Expect:");  // no waiting for a 100 Continue before large bodies
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_.get());
  return {};
}

// Asks for and verifies `tls.server_name` by putting it into the URL, and connects to the URL's real host all the same.
Result<void> Exchange::set_url() {
  url_ = request_.url;
  if (!request_.tls.server_name.empty()) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts{curl_url(), &curl_url_cleanup};
    char* host = nullptr;
    char* port = nullptr;
    char* whole = nullptr;
    const bool read = curl_url_set(parts.get(), CURLUPART_URL, request_.url.c_str(), 0) == CURLUE_OK &&
                      curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                      curl_url_get(parts.get(), CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                      curl_url_set(parts.get(), CURLUPART_HOST, request_.tls.server_name.c_str(), 0) == CURLUE_OK &&
                      curl_url_get(parts.get(), CURLUPART_URL, &whole, 0) == CURLUE_OK;
    if (read) {
      url_ = whole;
      connect_to_.reset(curl_slist_append(nullptr, fmt::format("::{}:{}", host, port).c_str()));
      curl_easy_setopt(easy_, CURLOPT_CONNECT_TO, connect_to_.get());
    }
    curl_free(host);
    curl_free(port);
    curl_free(whole);
    if (!read) return Error{ErrorCode::kInvalid, "the URL or the TLS server name is malformed"};
  }
  curl_easy_setopt(easy_, CURLOPT_URL, url_.c_str());
  return {};
}

}  // namespace tollgate::http_client
