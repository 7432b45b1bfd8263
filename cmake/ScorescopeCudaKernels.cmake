# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Our own CUDA kernels, beside LibTorch's: compiled by nvcc where there is one, with the CUDA runtime linked
# statically, so that the program starts on machines without a driver. nvcc is called directly: making CUDA a
# language of the project would put every builder's compiler flags through it.
option(SCORESCOPE_NVCC "Compile the CUDA kernels when nvcc is found" ON)

# Sets `objects` and `libraries` in the caller; both empty when the kernels cannot be compiled here.
function(scorescope_cuda_kernels objects libraries)
  set(${objects} "" PARENT_SCOPE)
  set(${libraries} "" PARENT_SCOPE)
  if(NOT SCORESCOPE_NVCC OR SCORESCOPE_SANITIZE)
    return()
  endif()
  find_program(SCORESCOPE_NVCC_PROGRAM nvcc PATHS /usr/local/cuda/bin)
  if(NOT SCORESCOPE_NVCC_PROGRAM)
    return()
  endif()
  get_filename_component(bin ${SCORESCOPE_NVCC_PROGRAM} REALPATH)
  get_filename_component(root ${bin}/../.. ABSOLUTE)
  find_library(SCORESCOPE_CUDART cudart_static HINTS ${root}/lib64 ${root}/lib ${root}/targets/x86_64-linux/lib
               PATHS /usr/local/cuda/lib64) # nvcc may be a script that calls the real one
  # Machine code for what people have (7.5, Turing, to 12.0, Blackwell), as far as this nvcc knows it, and
  # PTX of the newest for what comes after; a wish of one's own replaces the list.
  set(SCORESCOPE_CUDA_ARCHITECTURES "75;80;86;89;90;100;120" CACHE STRING "Compute capabilities of the kernels")
  execute_process(COMMAND ${SCORESCOPE_NVCC_PROGRAM} --list-gpu-arch OUTPUT_VARIABLE known ERROR_QUIET)
  set(codes "")
  set(newest "")
  foreach(architecture IN LISTS SCORESCOPE_CUDA_ARCHITECTURES)
    if(known MATCHES "compute_${architecture}[^0-9]")
      list(APPEND codes -gencode arch=compute_${architecture},code=sm_${architecture})
      set(newest ${architecture})
    endif()
  endforeach()
  if(newest)
    list(APPEND codes -gencode arch=compute_${newest},code=compute_${newest})
  endif()
  set(flags -std=c++17 -O3 -ccbin ${CMAKE_CXX_COMPILER} -Xcompiler -fPIC -I${CMAKE_SOURCE_DIR} ${codes}
      --threads 0)
  if(NOT DEFINED SCORESCOPE_NVCC_WORKS)
    # An nvcc that refuses this machine's C++ compiler must not stop the build.
    file(WRITE ${CMAKE_BINARY_DIR}/nvcc_try.cu "#include <string>\n__global__ void nothing() {}\n")
    execute_process(COMMAND ${SCORESCOPE_NVCC_PROGRAM} ${flags} -c ${CMAKE_BINARY_DIR}/nvcc_try.cu
                    -o ${CMAKE_BINARY_DIR}/nvcc_try.o RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(failed EQUAL 0 AND SCORESCOPE_CUDART)
      set(works ON)
    else()
      set(works OFF)
      # In CI an nvcc is there to compile them.
      set(severity STATUS)
      if(DEFINED ENV{CI})
        set(severity FATAL_ERROR)
      endif()
      message(${severity} "${SCORESCOPE_NVCC_PROGRAM} does not work with this compiler or has no libcudart_static: no CUDA kernels")
    endif()
    set(SCORESCOPE_NVCC_WORKS ${works} CACHE INTERNAL "nvcc compiles with this C++ compiler")
  endif()
  if(NOT SCORESCOPE_NVCC_WORKS)
    return()
  endif()
  set(made "")
  foreach(source IN LISTS ARGN)
    get_filename_component(name ${source} NAME)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
    add_custom_command(OUTPUT ${object}
      COMMAND ${SCORESCOPE_NVCC_PROGRAM} ${flags} -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source} DEPFILE ${object}.d COMMENT "Building CUDA object ${name}.o" VERBATIM)
    list(APPEND made ${object})
  endforeach()
  set(${objects} ${made} PARENT_SCOPE)
  set(${libraries} ${SCORESCOPE_CUDART} rt PARENT_SCOPE)
endfunction()
