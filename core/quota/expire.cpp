#include "core/quota/expire.h"

namespace tollgate::quota {

void expire(std::vector<Reservation>& reservations, std::chrono::seconds passed, std::chrono::seconds ttl) {
  for (Reservation& reservation : reservations) reservation.age += static_cast<int>(passed.count());
  std::erase_if(reservations, [&](const Reservation& reservation) { return std::chrono::seconds{reservation.age} > ttl; });
}

}  // namespace tollgate::quota
