#include "adapters/kube_client/object.h"

#include "adapters/json/utf8.h"

namespace tollgate::kube_client {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;  // a page of 500 large objects
constexpr std::size_t kStatusCharacters = 1500;           // a refused admission's message has up to 1 KiB
constexpr std::size_t kPlainCharacters = 200;

Result<Object> object_of(json::Value value) {
  Object object{.stored = TRY(kube_codec::decode_stored(value)), .value = value};
  if (object.stored.resource_version.empty()) return Error{ErrorCode::kInvalid, "metadata.resourceVersion: missing"};
  return object;
}

Status status_of(json::Value value, int http_code) {
  return {.code = static_cast<int>(value["code"].integer().value_or(http_code)),
          .reason = std::string{value["reason"].text()},
          .message = json::one_line(value["message"].text(), kStatusCharacters)};
}

Result<WatchEvent> put_or_deleted(json::Value frame, WatchEvent::Type type) {
  return WatchEvent{.type = type, .object = TRY(object_of(frame["object"])), .status = {}};
}

Result<WatchEvent> bookmark(json::Value frame) {
  WatchEvent event{.type = WatchEvent::Type::kBookmark, .object = {}, .status = {}};
  event.object.stored.resource_version = frame["object"]["metadata"]["resourceVersion"].text();
  if (event.object.stored.resource_version.empty()) return Error{ErrorCode::kInvalid, "a bookmark without a resourceVersion"};
  return event;
}

}  // namespace

Decoder::Decoder() : parser_{kMaxBytes} {}

Result<Object> Decoder::object(std::string_view text) {
  const json::Value value = TRY(parser_.parse_copy(text));
  return object_of(value);
}

Result<ListPage> Decoder::list(std::string_view text) {
  const json::Value list = TRY(parser_.parse_copy(text));
  ListPage page{.resource_version = std::string{list["metadata"]["resourceVersion"].text()},
                .continue_token = std::string{list["metadata"]["continue"].text()},
                .items = {}};
  const json::Value items = list["items"];
  if (items.kind() != json::Kind::kArray && !items.is_null())
    return Error{ErrorCode::kInvalid, "a list whose items are no array"};
  page.items.reserve(items.size());
  for (const json::Value& item : items.items()) page.items.push_back(TRY(object_of(item)));
  return page;
}

Result<WatchEvent> Decoder::event(std::string_view text) {
  const json::Value frame = TRY(parser_.parse_copy(text));
  const std::string_view type = frame["type"].text();
  if (type == "ADDED" || type == "MODIFIED") return put_or_deleted(frame, WatchEvent::Type::kPut);
  if (type == "DELETED") return put_or_deleted(frame, WatchEvent::Type::kDeleted);
  if (type == "BOOKMARK") return bookmark(frame);
  if (type == "ERROR") {
    return WatchEvent{.type = WatchEvent::Type::kError, .object = {}, .status = status_of(frame["object"], 500)};
  }
  return Error{ErrorCode::kInvalid, "a watch event of unknown type \"" + json::one_line(type, 30) + "\""};
}

Status decode_status(int http_code, std::string_view body) {
  json::Parser parser;
  const Result<json::Value> parsed = parser.parse_copy(body);
  if (parsed && (*parsed)["kind"].text() == "Status") return status_of(*parsed, http_code);
  return {.code = http_code, .reason = {}, .message = body.empty() ? "" : json::one_line(body, kPlainCharacters)};
}

}  // namespace tollgate::kube_client
