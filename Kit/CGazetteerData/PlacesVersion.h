// Made by Data/make-places.
#pragma once
#define PLACES_VERSION "a6773fb8b633"
#define PLACES_UNPACKED_SIZE 25247183
