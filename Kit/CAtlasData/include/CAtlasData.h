#pragma once
#include <stddef.h>

/// The outlines of the countries as Data/make-atlas writes them (Natural Earth 1:110m, public domain).
const unsigned char *atlas_countries(void);

/// Their length in bytes.
size_t atlas_countries_length(void);
