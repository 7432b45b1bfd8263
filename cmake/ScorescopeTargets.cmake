# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later

find_program(SCORESCOPE_CCACHE ccache)
if(SCORESCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers carry time stamps, hence the sloppiness.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${SCORESCOPE_CCACHE})
endif()

find_package(Threads REQUIRED)

add_library(scorescope-options INTERFACE)
target_include_directories(scorescope-options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(scorescope-options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -fno-semantic-interposition) # nothing of ours is replaced at run time, so calls may be inlined
if(SCORESCOPE_WERROR)
  target_compile_options(scorescope-options INTERFACE -Werror)
endif()
if(SCORESCOPE_SANITIZE)
  target_compile_options(scorescope-options INTERFACE -fsanitize=${SCORESCOPE_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(scorescope-options INTERFACE -fsanitize=${SCORESCOPE_SANITIZE})
  # Sanitizers call dlopen() for the program, and a program's RUNPATH counts for its own calls alone; its RPATH for all.
  target_link_options(scorescope-options INTERFACE -Wl,--disable-new-dtags)
  # GCC's manual: with -fsanitize this warning comes falsely; it does so in the standard library's <regex>.
  target_compile_options(scorescope-options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()

# Most of a compilation is the reading of headers that are not ours, so those that most files need are read once. Each
# file still includes what it uses: with SCORESCOPE_PRECOMPILED=OFF nothing is read beforehand.
# scorescope_precompiled_header(NAME [LINKS target...] [DEFINITIONS macro...] HEADERS header...) makes the header that targets reuse.
function(scorescope_precompiled_header name)
  cmake_parse_arguments(header "" "" "LINKS;DEFINITIONS;HEADERS" ${ARGN})
  if(SCORESCOPE_PRECOMPILED)
    set(source ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
    file(GENERATE OUTPUT ${source} CONTENT "// The precompiled header ${name} hangs on this file.\n")
    add_library(scorescope-${name} OBJECT ${source})
    target_link_libraries(scorescope-${name} PRIVATE scorescope-options ${header_LINKS})
    target_compile_definitions(scorescope-${name} PRIVATE ${header_DEFINITIONS})
    target_precompile_headers(scorescope-${name} PRIVATE ${header_HEADERS})
  endif()
endfunction()

# scorescope_reuse_header(TARGET NAME) compiles TARGET behind that header.
function(scorescope_reuse_header target name)
  if(SCORESCOPE_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM scorescope-${name})
  endif()
endfunction()

find_package(nlohmann_json REQUIRED)
set(standard_headers <algorithm> <array> <charconv> <chrono> <cmath> <cstddef> <cstdint> <filesystem> <functional>
    <limits> <map> <memory> <mutex> <numeric> <optional> <random> <set> <sstream> <stdexcept> <string> <string_view>
    <system_error> <thread> <utility> <variant> <vector> <nlohmann/json.hpp>)
scorescope_precompiled_header(engine-header LINKS nlohmann_json::nlohmann_json Threads::Threads
  HEADERS ${standard_headers})
if(SCORESCOPE_GUI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets)
  scorescope_precompiled_header(window-header LINKS nlohmann_json::nlohmann_json Threads::Threads Qt6::Widgets
    DEFINITIONS QT_NO_KEYWORDS HEADERS ${standard_headers} <QtCore> <QtGui> <QtWidgets>)
endif()
