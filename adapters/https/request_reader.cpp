#include "adapters/https/request_reader.h"

// The parser of Boost 1.74 asserts that five bytes follow a last chunk's size, and handles fewer rightly: "0\r\n\r" may be all
// that has arrived.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <vector>

namespace tollgate::https {
namespace {

namespace http = boost::beast::http;
using boost::beast::iequals;
using boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

std::optional<Duration> timeout_in(std::string_view query) {
  constexpr std::string_view kName = "timeout=";
  for (;;) {
    const auto end = query.find('&');
    if (query.starts_with(kName)) return parse_go_duration(query.substr(0, end).substr(kName.size()));
    if (end == std::string_view::npos) return std::nullopt;
    query.remove_prefix(end + 1);
  }
}

// What the parser of one request collects. Separate from the parser, which cannot be reused.
struct Collected {
  std::string head;                 // method, target, names and values; reserved once, so views into it stay valid
  std::vector<HttpHeader> headers;  // into head
  std::string_view method;
  std::string_view target;
  std::string body;
  std::size_t taken = 0;  // from the budget
  RequestReader::Refusal refusal;
  int hosts = 0;
  int content_lengths = 0;
  bool http_1_0 = false;
  bool chunked = false;
  bool expects_continue = false;
  bool header_done = false;
  bool complete = false;
};

}  // namespace

class RequestReader::Parser {
 public:
  Parser(ReadLimits limits, ByteBudget& budget) : limits_{limits}, budget_{budget} {
    collected_.head.reserve(limits.header_bytes);
    reset();
  }
  ~Parser() { budget_.give_back(collected_.taken); }

  void reset();
  Fed feed(std::string_view input);
  const Collected& collected() const { return collected_; }
  bool keep_alive() const { return machine_->keep_alive(); }

 private:
  // Beast's state machine calls back into the Parser; it is made anew for each request.
  class Machine final : public http::basic_parser<true> {
   public:
    Machine(Collected& into, ReadLimits limits, ByteBudget& budget) : into_{into}, limits_{limits}, budget_{budget} {}

   private:
    void on_request_impl(http::verb, string_view method, string_view target, int version, ErrorCode& error) override;
    void on_response_impl(int, string_view, int, ErrorCode&) override {}
    void on_field_impl(http::field field, string_view name, string_view value, ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, ErrorCode& error) override;
    std::size_t on_body_impl(string_view piece, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t, string_view, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, ErrorCode& error) override {
      return on_body_impl(piece, error);
    }
    void on_finish_impl(ErrorCode&) override { into_.complete = true; }

    void refuse(int code, std::string_view message, ErrorCode& error) {
      into_.refusal = {code, message};
      error = http::error::bad_value;
    }
    std::string_view keep(string_view text, ErrorCode& error);
    void check_framing(http::field field, string_view value, ErrorCode& error);

    Collected& into_;
    ReadLimits limits_;
    ByteBudget& budget_;
  };

  Refusal refusal_for(ErrorCode error, std::string_view unread) const;
  State state() const;

  ReadLimits limits_;
  ByteBudget& budget_;
  Collected collected_;
  std::optional<Machine> machine_;
};

std::string_view RequestReader::Parser::Machine::keep(string_view text, ErrorCode& error) {
  if (into_.head.size() + text.size() > limits_.header_bytes) {
    error = http::error::header_limit;
    return {};
  }
  const std::size_t at = into_.head.size();
  into_.head.append(text.data(), text.size());
  return std::string_view{into_.head}.substr(at);
}

void RequestReader::Parser::Machine::on_request_impl(http::verb, string_view method, string_view target, int version,
                                                     ErrorCode& error) {
  into_.http_1_0 = version == 10;
  into_.method = keep(method, error);
  into_.target = keep(target, error);
  if (!error && !into_.target.starts_with('/')) refuse(400, "the request target is not a path", error);
}

void RequestReader::Parser::Machine::on_field_impl(http::field field, string_view name, string_view value, ErrorCode& error) {
  if (into_.header_done) return;  // a trailer: its framing was checked, its content is nobody's business
  check_framing(field, value, error);
  if (error) return;
  const std::string_view kept_name = keep(name, error);
  const std::string_view kept_value = keep(value, error);
  if (!error) into_.headers.push_back({kept_name, kept_value});
}

// Stricter than the parser, which tolerates what two servers could read differently.
void RequestReader::Parser::Machine::check_framing(http::field field, string_view value, ErrorCode& error) {
  switch (field) {
    case http::field::host: ++into_.hosts; return;
    case http::field::content_length:
      if (++into_.content_lengths > 1 || value.find(',') != string_view::npos) refuse(400, "more than one Content-Length", error);
      return;
    case http::field::transfer_encoding:
      if (!iequals(value, "chunked") || into_.http_1_0) refuse(400, "a Transfer-Encoding other than chunked", error);
      into_.chunked = true;
      return;
    case http::field::expect:
      if (!iequals(value, "100-continue")) return refuse(417, "an Expect other than 100-continue", error);
      into_.expects_continue = !into_.http_1_0;
      return;
    default: return;
  }
}

void RequestReader::Parser::Machine::on_header_impl(ErrorCode& error) {
  into_.header_done = true;
  if (into_.chunked && into_.content_lengths > 0) return refuse(400, "both Content-Length and Transfer-Encoding", error);
  if (into_.hosts > 1 || (into_.hosts == 0 && !into_.http_1_0)) refuse(400, "not exactly one Host", error);
}

void RequestReader::Parser::Machine::on_body_init_impl(boost::optional<std::uint64_t> const& length, ErrorCode&) {
  constexpr std::uint64_t kBelieved = 64 << 10;  // a length is a claim; more is allocated as it arrives
  if (length) into_.body.reserve(static_cast<std::size_t>(std::min(*length, kBelieved)) + kBodyPadding);
}

std::size_t RequestReader::Parser::Machine::on_body_impl(string_view piece, ErrorCode& error) {
  if (!budget_.take(piece.size())) {
    refuse(503, "too many bytes are in work", error);
    return 0;
  }
  into_.taken += piece.size();
  into_.body.append(piece.data(), piece.size());
  return piece.size();
}

void RequestReader::Parser::reset() {
  constexpr std::size_t kKept = 256 << 10;
  budget_.give_back(collected_.taken);
  Collected fresh;
  fresh.head.swap(collected_.head);
  fresh.headers.swap(collected_.headers);
  if (collected_.body.capacity() <= kKept) fresh.body.swap(collected_.body);
  fresh.head.clear();
  fresh.headers.clear();
  fresh.body.clear();
  collected_ = std::move(fresh);
  machine_.emplace(collected_, limits_, budget_);
  machine_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  machine_->body_limit(limits_.body_bytes);
  machine_->eager(true);
}

RequestReader::Fed RequestReader::Parser::feed(std::string_view input) {
  ErrorCode error;
  const std::size_t consumed = machine_->put(boost::asio::const_buffer{input.data(), input.size()}, error);
  const std::string_view unread = input.substr(consumed);
  if (error && error != http::error::need_more) {
    if (collected_.refusal.message.empty()) collected_.refusal = refusal_for(error, unread);
    return {consumed, State::kRefused};
  }
  if (!collected_.complete && unread.size() >= limits_.header_bytes) {  // a header or a chunk's first line without end
    collected_.refusal = refusal_for(http::error::header_limit, unread);
    return {consumed, State::kRefused};
  }
  if (collected_.complete) collected_.body.reserve(collected_.body.size() + kBodyPadding);
  return {consumed, state()};
}

RequestReader::State RequestReader::Parser::state() const {
  if (collected_.complete) return State::kComplete;
  return collected_.header_done ? State::kBody : State::kHeader;
}

RequestReader::Refusal RequestReader::Parser::refusal_for(ErrorCode error, std::string_view unread) const {
  if (error == http::error::body_limit) return {413, "the body is too large"};
  if (error != http::error::header_limit) return {400, "not a well-formed HTTP/1.1 request"};
  if (collected_.header_done) return {400, "not a well-formed HTTP/1.1 request"};
  const bool in_request_line = collected_.method.empty() || collected_.target.empty();
  const bool line_goes_on = unread.substr(0, limits_.header_bytes).find('\n') == std::string_view::npos;
  if (in_request_line && line_goes_on) return {414, "the request target is too long"};
  return {431, "the header is too large"};
}

RequestReader::RequestReader(ReadLimits limits, ByteBudget& budget) : parser_{std::make_unique<Parser>(limits, budget)} {}

RequestReader::~RequestReader() = default;

RequestReader::Fed RequestReader::feed(std::string_view input) { return parser_->feed(input); }

const RequestReader::Refusal& RequestReader::refusal() const { return parser_->collected().refusal; }

bool RequestReader::expects_continue() const { return parser_->collected().expects_continue; }

HttpRequest RequestReader::request(std::string_view peer) const {
  const Collected& collected = parser_->collected();
  HttpRequest request{.method = collected.method, .body = collected.body, .headers = collected.headers, .peer = peer};
  const auto question = collected.target.find('?');
  request.path = collected.target.substr(0, question);
  if (question != std::string_view::npos) request.query = collected.target.substr(question + 1);
  request.timeout = timeout_in(request.query);
  return request;
}

bool RequestReader::keep_alive() const { return parser_->keep_alive(); }

bool RequestReader::is_head() const { return parser_->collected().method == "HEAD"; }

void RequestReader::reset() { parser_->reset(); }

}  // namespace tollgate::https
