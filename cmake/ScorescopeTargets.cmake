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
