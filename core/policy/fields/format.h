// What texts in policies may look like: one row a format, from which checking, JSON Schema and documentation come.

#pragma once

#include <span>
#include <string_view>

namespace tollgate::policy {

enum class Format {
  kText,           // at least one character
  kAnyText,        // also none
  kDnsLabel,       // names of namespaces and teams
  kDnsSubdomain,   // names of most Kubernetes objects
  kLabelKey,       // of Kubernetes labels and annotations
  kLabelValue,     // what is written into labels: user names
  kNamespaceGlob,  // a namespace's name, or a glob of them
  kKind,           // a Kubernetes kind
  kSlurmName,      // sacctmgr lower-cases names, slurmrestd does not: only lower case is the same to both
  kHttpUrl,
  kMigProfile,   // as in a resource's name: "1g.10gb"
  kGpuResource,  // an extended resource, or one that ends in *
  kCapability,   // a Linux capability, as Kubernetes spells it
  kCurrency,
  kServiceAccountGlob,
  kImageGlob,
};

struct FormatInfo {
  Format format;
  std::string_view says;     // "must be …"
  std::string_view pattern;  // as an ECMA regular expression for JSON Schema; never used to check
  bool (*holds)(std::string_view text);
};

const FormatInfo& info_of(Format format);

}  // namespace tollgate::policy
