#include "adapters/kube_codec/maps.h"

#include <algorithm>
#include <functional>

#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

constexpr std::size_t kComparedPairwise = 24;

// The first key that stands twice. Sorting a copy keeps a map made of thousands of keys cheap.
template <class Entry>
std::optional<std::string_view> repeated_key(const model::List<Entry>& entries, std::string_view Entry::*key) {
  if (entries.size() <= kComparedPairwise) {
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
      if (std::find_if(entries.begin(), entry, [&](const Entry& other) { return other.*key == (*entry).*key; }) != entry) {
        return (*entry).*key;
      }
    }
    return std::nullopt;
  }
  model::List<std::string_view> keys{entries.get_allocator().resource()};
  keys.reserve(entries.size());
  for (const Entry& entry : entries) keys.push_back(entry.*key);
  std::ranges::sort(keys);
  const auto repeated = std::ranges::adjacent_find(keys);
  return repeated == keys.end() ? std::nullopt : std::optional{*repeated};
}

template <class Entry>
void read_map(const Cursor& at, std::optional<model::List<Entry>>& map, std::string_view Entry::*key,
              Entry (*read)(const Cursor& at, std::string_view key)) {
  map.reset();
  if (!at.is_object()) return;
  if (at.value().size() > kMaxTexts) return at.wrong("has too many entries");
  auto& entries = map.emplace(at.memory());
  entries.reserve(at.value().size());
  for (const json::Field& field : at.value().fields()) entries.push_back(read(Cursor{at, field.key, field.value}, field.key));
  if (const auto repeated = repeated_key(entries, key)) Cursor{at, *repeated, {}}.wrong("stands here twice");
}

}  // namespace

void read_text_map(const Cursor& at, std::optional<model::TextMap>& map) {
  read_map<model::KeyValue>(at, map, &model::KeyValue::key, [](const Cursor& value, std::string_view key) {
    return model::KeyValue{key, value.text()};
  });
}

void read_amounts(const Cursor& at, std::optional<model::List<model::ResourceAmount>>& amounts) {
  read_map<model::ResourceAmount>(at, amounts, &model::ResourceAmount::resource, [](const Cursor& value, std::string_view key) {
    return model::ResourceAmount{key, value.quantity()};
  });
}

void read_text_list(const Cursor& at, model::List<model::Text>& texts) {
  if (!at.is_list(kMaxTexts)) return;
  texts.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) texts.push_back(Cursor{at, texts.size(), item}.text());
}

}  // namespace tollgate::kube_codec
