#include "CGazetteerData.h"
#include "PlacesVersion.h"
#include <stdlib.h>
// Known only now, through the C library's own headers.
#ifdef __GLIBC__
#include <malloc.h>
#endif

#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char places[] = {
#embed "Data/places.z"
};

const unsigned char *gazetteer_data(void) { return places; }
size_t gazetteer_data_length(void) { return sizeof places; }
size_t gazetteer_data_unpacked_length(void) { return PLACES_UNPACKED_SIZE; }
const char *gazetteer_data_version(void) { return PLACES_VERSION; }

void gazetteer_release_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
