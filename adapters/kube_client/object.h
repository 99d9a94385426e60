// What the API server sends, taken apart as far as lists and watches need it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/json/parser.h"
#include "adapters/json/value.h"
#include "adapters/kube_codec/watched.h"
#include "core/result.h"

namespace tollgate::kube_client {

// `value` is the whole object, for whoever knows its kind; it dies with its Decoder's next text.
struct Object {
  kube_codec::StoredObject stored;
  json::Value value;
};

struct ListPage {
  std::string resource_version;
  std::string continue_token;  // empty: this is the last page
  std::vector<Object> items;
};

// metav1.Status: how the API server says what went wrong.
struct Status {
  int code = 0;
  std::string reason;
  std::string message;
};

struct WatchEvent {
  enum class Type : std::uint8_t { kPut, kDeleted, kBookmark, kError };
  Type type = Type::kPut;
  Object object;  // a bookmark's has only its resource_version
  Status status;  // of an error
};

// Reads one text after another and keeps its memory for the next; what it gave dies then. For one thread at a time.
// Errors are kInvalid: the text is not JSON, or lacks what every object has.
class Decoder {
 public:
  Decoder();

  Result<Object> object(std::string_view text);
  Result<ListPage> list(std::string_view text);
  Result<WatchEvent> event(std::string_view text);

 private:
  json::Parser parser_;
};

// A body that is not a Status (a proxy's page, plain text) becomes the message, cut to a line's length.
Status decode_status(int http_code, std::string_view body);

}  // namespace tollgate::kube_client
