#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift does not import: one typed door for each kind of value.
static inline CURLcode orglife_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode orglife_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode orglife_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode orglife_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}
typedef size_t (*orglife_curl_transfer)(char *buffer, size_t size, size_t count, void *context);
static inline CURLcode orglife_curl_set_transfer(CURL *handle, CURLoption option, orglife_curl_transfer value) {
  return curl_easy_setopt(handle, option, value);
}
typedef int (*orglife_curl_progress)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
static inline CURLcode orglife_curl_set_progress(CURL *handle, orglife_curl_progress value) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}
typedef int (*orglife_curl_debug)(CURL *handle, curl_infotype kind, char *data, size_t size, void *context);
static inline CURLcode orglife_curl_set_debug(CURL *handle, orglife_curl_debug value) {
  return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, value);
}
typedef int (*orglife_curl_opened)(void *context, curl_socket_t socket, curlsocktype purpose);
static inline CURLcode orglife_curl_set_opened(CURL *handle, orglife_curl_opened value) {
  return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, value);
}
typedef int (*orglife_curl_close)(void *context, curl_socket_t socket);
static inline CURLcode orglife_curl_set_close(CURL *handle, orglife_curl_close value) {
  return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, value);
}
static inline CURLcode orglife_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

// Macros with casts in them, which Swift does not import.
static const long orglife_curl_use_ssl_all = CURLUSESSL_ALL;
static const long orglife_curl_use_ssl_none = CURLUSESSL_NONE;
