#include "CAtlasData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char countries[] = {
#embed "countries.bin"
};

const unsigned char *atlas_countries(void) { return countries; }

size_t atlas_countries_length(void) { return sizeof countries; }
