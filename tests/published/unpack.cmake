# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
# Unpacks the published results that the tests read, once per build folder.
# usage: cmake -DSOURCE=<checkout> -DFOLDER=<where to> -P unpack.cmake
if(DEFINED ENV{ASSAY_SHARED})
  set(archive "$ENV{ASSAY_SHARED}/data/dell_v07.tar.zst")
else()
  set(archive "${SOURCE}/../shared/data/dell_v07.tar.zst")
endif()
if(NOT EXISTS "${archive}")
  message("skipped: no ${archive} (set ASSAY_SHARED)")
  return()
endif()
file(SIZE "${archive}" size)
set(stamp "${FOLDER}/unpacked-${size}")
if(EXISTS "${stamp}")
  return()
endif()
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
execute_process(COMMAND "${CMAKE_COMMAND}" -E tar xf "${archive}"
    closed/DellEMC/results closed/DellEMC/systems closed/DellEMC/measurements
  WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "cannot unpack ${archive}: ${result}; is there room in ${FOLDER}?")
endif()
file(WRITE "${stamp}" "")
