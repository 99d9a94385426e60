#include "adapters/kube_codec/maps.h"
#include "adapters/kube_codec/pod/parts.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::Container;
using model::Text;

constexpr Member<Container> kResources[] = {
    {"requests", [](const Cursor& at, Container& container) { read_amounts(at, container.requests); }},
    {"limits", [](const Cursor& at, Container& container) { read_amounts(at, container.limits); }},
};

struct Port {
  std::int64_t host_port = 0;
};

constexpr Member<Port> kPort[] = {
    {"hostPort", [](const Cursor& at, Port& port) { port.host_port = at.integer().value_or(0); }},
};

void read_ports(const Cursor& at, Container& container) {
  if (!at.is_list(kMaxItems)) return;
  std::size_t index = 0;
  for (const json::Value& item : at.value().items()) {
    Port port;
    read_object(Cursor{at, index++, item}, kPort, port);
    if (port.host_port == 0) continue;
    if (!container.host_ports) container.host_ports.emplace(at.memory());
    container.host_ports->push_back(port.host_port);
  }
}

// A probe or a lifecycle hook, and how its two ways to name a host are called.
struct Handler {
  Container& container;
  Text http_host;
  Text tcp_host;
};

constexpr Member<Text> kHost[] = {
    {"host", [](const Cursor& at, Text& host) { host = at.text(); }},
};

void read_host(const Cursor& at, Text field, Container& container) {
  Text host;
  read_object(at, kHost, host);
  if (host.empty()) return;
  if (!container.named_hosts) container.named_hosts.emplace(at.memory());
  container.named_hosts->push_back({field, host});
}

constexpr Member<Handler> kHandler[] = {
    {"httpGet", [](const Cursor& at, Handler& handler) { read_host(at, handler.http_host, handler.container); }},
    {"tcpSocket", [](const Cursor& at, Handler& handler) { read_host(at, handler.tcp_host, handler.container); }},
};

void read_handler(const Cursor& at, Container& container, Text http_host, Text tcp_host) {
  Handler handler{.container = container, .http_host = http_host, .tcp_host = tcp_host};
  read_object(at, kHandler, handler);
}

constexpr Member<Container> kLifecycle[] = {
    {"postStart",
     [](const Cursor& at, Container& container) {
       read_handler(at, container, "lifecycle.postStart.httpGet.host", "lifecycle.postStart.tcpSocket.host");
     }},
    {"preStop",
     [](const Cursor& at, Container& container) {
       read_handler(at, container, "lifecycle.preStop.httpGet.host", "lifecycle.preStop.tcpSocket.host");
     }},
};

constexpr Member<Container> kContainer[] = {
    {"name", into_text<&Container::name>},
    {"image", into_text<&Container::image>},
    {"restartPolicy", [](const Cursor& at, Container& container) { container.restart_always = at.text() == "Always"; }},
    {"resources", [](const Cursor& at, Container& container) { read_object(at, kResources, container); }},
    {"securityContext", [](const Cursor& at, Container& container) { read_container_security(at, container.security); }},
    {"ports", read_ports},
    {"livenessProbe",
     [](const Cursor& at, Container& container) {
       read_handler(at, container, "livenessProbe.httpGet.host", "livenessProbe.tcpSocket.host");
     }},
    {"readinessProbe",
     [](const Cursor& at, Container& container) {
       read_handler(at, container, "readinessProbe.httpGet.host", "readinessProbe.tcpSocket.host");
     }},
    {"startupProbe",
     [](const Cursor& at, Container& container) {
       read_handler(at, container, "startupProbe.httpGet.host", "startupProbe.tcpSocket.host");
     }},
    {"lifecycle", [](const Cursor& at, Container& container) { read_object(at, kLifecycle, container); }},
};

}  // namespace

void read_container(const Cursor& at, Container& container) { read_object(at, kContainer, container); }

}  // namespace tollgate::kube_codec
