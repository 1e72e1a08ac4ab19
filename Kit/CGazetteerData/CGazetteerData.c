#include "CGazetteerData.h"
#include "PlacesVersion.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char places[] = {
#embed "Data/places.z"
};

const unsigned char *gazetteer_data(void) { return places; }
size_t gazetteer_data_length(void) { return sizeof places; }
size_t gazetteer_data_unpacked_length(void) { return PLACES_UNPACKED_SIZE; }
const char *gazetteer_data_version(void) { return PLACES_VERSION; }
